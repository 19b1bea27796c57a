/** An object without one of its entries. */
export function less<From extends object, Key extends keyof From>(from: From, key: Key): Omit<From, Key> {
  const rest: Partial<From> = { ...from };
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- of a copy, by a key that it has
  delete rest[key];
  return rest as Omit<From, Key>;
}
