import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { useTexts } from "@/texts/use";

type Props = { yes: () => void; no: () => void; busy: boolean };

/** Asks before a work is gone for good. */
export function DeleteQuestion({ yes, no, busy }: Props) {
  const { works } = useTexts();
  return (
    <Dialog
      title={works.deleteTitle}
      close={no}
      actions={
        <>
          <Button kind="primary" onClick={yes} disabled={busy}>
            {works.deleteYes}
          </Button>
          <Button onClick={no}>{works.keep}</Button>
        </>
      }
    >
      <p className="quiet">{works.deleteText}</p>
    </Dialog>
  );
}
