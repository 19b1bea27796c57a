import { Check, CircleHelp, Minus } from "lucide-react";
import type { ReactNode } from "react";

const SIGNS = {
  yes: <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-known" />,
  no: <Minus aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />,
  unknown: <CircleHelp aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />,
};

interface FactProps {
  sign: keyof typeof SIGNS;
  title: string;
  children?: ReactNode;
}

/** One thing that is known of a file, or not. */
export function Fact({ sign, title, children }: FactProps) {
  return (
    <li className="flex gap-3 rounded-lg border border-line bg-panel p-3">
      {SIGNS[sign]}
      <div className="min-w-0">
        <p>{title}</p>
        {children !== undefined && children !== false && <div className="text-sm text-quiet">{children}</div>}
      </div>
    </li>
  );
}
