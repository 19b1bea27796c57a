import { useState } from "react";

import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { Problem } from "./States.tsx";

interface ConfirmProps {
  open: boolean;
  title: string;
  /** What will happen, and whether it can be undone. */
  about: string;
  /** The button that does it, by what it does. */
  does: string;
  cancel: string;
  close: string;
  /** What is said above an error. */
  wrong: string;
  said: (error: unknown) => string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** A question before what cannot be undone. It closes when it is done; what goes wrong is said in it. */
export function Confirm(props: ConfirmProps) {
  const { open, title, about, close, onClose } = props;
  return (
    <Dialog open={open} onClose={onClose} title={title} about={about} close={close}>
      {open && <Answer {...props} />}
    </Dialog>
  );
}

function Answer({ does, cancel, wrong, said, onConfirm, onClose }: ConfirmProps) {
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const confirm = () => {
    setWorking(true);
    onConfirm().then(onClose, (refused: unknown) => {
      setError(refused);
      setWorking(false);
    });
  };
  return (
    <>
      {error !== null && (
        <Problem title={wrong} className="mb-4">
          {said(error)}
        </Problem>
      )}
      <div className="flex justify-end gap-2 pt-1">
        <Button onClick={onClose}>{cancel}</Button>
        <Button look="danger" aria-disabled={working} onClick={() => !working && confirm()}>
          {does}
        </Button>
      </div>
    </>
  );
}
