/** A key of the keyboard. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="rounded-[5px] border border-line bg-night px-1.5 py-px font-sans text-xs leading-4 text-quiet">
      {children}
    </kbd>
  );
}
