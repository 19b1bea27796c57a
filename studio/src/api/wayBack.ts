const KEPT = "yozora.to";

/** A path of this server, or null: an address that was made up must not lead anywhere else, or to signing in again. */
export function ownPath(address: string | null): string | null {
  if (address === null || !/^\/(?![/\\])/.test(address)) return null;
  const { origin, pathname, search, hash } = new URL(address, location.origin);
  return origin === location.origin && pathname !== "/sign-in" ? pathname + search + hash : null;
}

/** Keep where somebody wanted to go while they sign in elsewhere. */
export function keepWayBack(path: string): void {
  sessionStorage.setItem(KEPT, path);
}

/** Where somebody wanted to go before they signed in elsewhere; only once. */
export function takeWayBack(): string | null {
  const kept = ownPath(sessionStorage.getItem(KEPT));
  sessionStorage.removeItem(KEPT);
  return kept;
}
