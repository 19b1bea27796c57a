/** Put words on the clipboard; false where the browser does not allow it, or, as outside of HTTPS, has none. */
export async function intoClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
