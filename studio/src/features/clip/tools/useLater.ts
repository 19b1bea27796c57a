import { useEffect, useState } from "react";

/** A value as it was when it last stood still for a moment. */
export function useLater<Value>(value: Value, wait_ms = 400): Value {
  const said = JSON.stringify(value);
  const [later, setLater] = useState({ said, value });
  useEffect(() => {
    const timer = setTimeout(() => setLater({ said, value: JSON.parse(said) as Value }), wait_ms);
    return () => clearTimeout(timer);
  }, [said, wait_ms]);
  return later.value;
}
