/** A night sky with one warm light, behind a page that asks for little. */
export function Sky() {
  return (
    <div aria-hidden className="pointer-events-none fixed inset-0 overflow-hidden">
      <div className="absolute inset-0 bg-[linear-gradient(to_bottom,var(--night),var(--night)_35%,color-mix(in_srgb,var(--sky)_14%,var(--night)))]" />
      <svg className="absolute inset-0 size-full" preserveAspectRatio="xMidYMin slice" viewBox="0 0 1440 900">
        <g className="fill-ink light:fill-edge light:opacity-45">
          {STARS.map(({ x, y, radius, light, delayS }) => (
            <circle
              key={`${x} ${y}`}
              cx={x}
              cy={y}
              r={radius}
              opacity={light}
              className={delayS === null ? undefined : "animate-twinkle"}
              style={delayS === null ? undefined : { animationDelay: `${delayS}s`, animationDuration: "5s" }}
            />
          ))}
        </g>
      </svg>
      <Moon />
      <svg
        className="absolute inset-x-0 bottom-0 h-[26vh] min-h-40 w-full"
        preserveAspectRatio="xMidYMax slice"
        viewBox="0 0 1440 240"
      >
        <path
          className="fill-panel opacity-70"
          d="M0 150 C180 90 300 70 470 118 S760 190 930 120 S1260 40 1440 96 V240 H0 Z"
        />
        <path className="fill-night" d="M0 206 C220 150 420 178 640 196 S1080 220 1440 158 V240 H0 Z" />
      </svg>
    </div>
  );
}

function Moon() {
  return (
    <div className="absolute top-[9vh] right-[12vw] size-24 md:size-36">
      <div className="absolute -inset-full rounded-full bg-[radial-gradient(circle,color-mix(in_srgb,var(--moon)_22%,transparent),color-mix(in_srgb,var(--moon)_7%,transparent)_45%,transparent_70%)]" />
      <div className="absolute inset-0 rounded-full bg-[radial-gradient(circle_at_36%_30%,#fff3cf,#ffd98a_55%,#e2a94a)]" />
      <div className="absolute top-[26%] left-[56%] size-[17%] rounded-full bg-[#e2a94a]/35" />
      <div className="absolute top-[58%] left-[34%] size-[24%] rounded-full bg-[#e2a94a]/28" />
      <div className="absolute top-[20%] left-[30%] size-[9%] rounded-full bg-[#e2a94a]/25" />
    </div>
  );
}

interface Star {
  x: number;
  y: number;
  radius: number;
  light: number;
  /** Seconds after which it begins to twinkle; null for those that stand still. */
  delayS: number | null;
}

/** The same sky each time: numbers that look like chance. The multiplier and the step are those of Numerical Recipes. */
function scattered(count: number): readonly Star[] {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, (_, number) => {
    const bright = next();
    return {
      x: Math.round(1440 * next()),
      y: Math.round(740 * next() ** 1.5),
      radius: 0.5 + 1.1 * bright ** 4,
      light: 0.2 + 0.65 * bright,
      delayS: number % 9 === 0 ? 4 * next() : null,
    };
  });
}

const STARS = scattered(170);
