import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentProps } from "react";

import { IconButton } from "./Button.tsx";
import { TextField } from "./Fields.tsx";

interface PasswordFieldProps extends Omit<ComponentProps<typeof TextField>, "type"> {
  show: string;
  hide: string;
}

/** A line for a password, which can be shown while it is written. */
export function PasswordField({ show, hide, ...rest }: PasswordFieldProps) {
  const [seen, setSeen] = useState(false);
  return (
    <div className="relative">
      <TextField type={seen ? "text" : "password"} spellCheck={false} className="pr-11" {...rest} />
      <IconButton
        label={seen ? hide : show}
        size="small"
        className="absolute! top-7.5 right-1"
        onClick={() => setSeen(!seen)}
      >
        {seen ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </IconButton>
    </div>
  );
}
