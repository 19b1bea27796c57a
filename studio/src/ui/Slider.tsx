import { Slider as Radix } from "radix-ui";

interface SliderProps {
  label: string;
  value: number;
  min?: number;
  max?: number;
  step?: number;
  /** The value in words, for readers and beside the line. */
  said: string;
  onChange: (value: number) => void;
  onDone?: (value: number) => void;
  disabled?: boolean;
  /** Words at both ends. */
  ends?: readonly [string, string];
}

/** A value on a line; arrow keys move it. */
export function Slider({
  label,
  value,
  min = 0,
  max = 1,
  step = 0.01,
  said,
  onChange,
  onDone,
  disabled,
  ends,
}: SliderProps) {
  return (
    <div>
      <div className="mb-2 flex justify-between text-sm text-quiet">
        <span>{label}</span>
        <span className="text-ink tabular-nums">{said}</span>
      </div>
      <Radix.Root
        value={[value]}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        onValueChange={([now]) => now !== undefined && onChange(now)}
        onValueCommit={([now]) => now !== undefined && onDone?.(now)}
        className="relative flex h-5 touch-none items-center select-none data-disabled:opacity-45"
      >
        <Radix.Track className="relative h-1 grow rounded-full bg-line">
          <Radix.Range className="absolute h-full rounded-full bg-moon-deep" />
        </Radix.Track>
        <Radix.Thumb
          aria-label={label}
          aria-valuetext={said}
          className="block size-4 rounded-full bg-moon shadow-[0_0_0_3px_var(--panel)] transition-transform hover:scale-110"
        />
      </Radix.Root>
      {ends !== undefined && (
        <div aria-hidden className="mt-1 flex justify-between text-xs text-quiet">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </div>
  );
}
