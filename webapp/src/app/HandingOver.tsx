import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { useSecondsUntil } from "@/lib/time";
import { useTexts } from "@/texts/use";

export type Handing =
  | { state: "sending" }
  | { state: "busy" | "gone"; until: number }
  | { state: "failed"; words: string };

type Props = { handing: Handing; cancel: () => void; now: () => void };

/** What becomes of a commission on its way to the studio. */
export function HandingOver({ handing, cancel, now }: Props) {
  const { commission } = useTexts();
  const waiting = handing.state === "busy" || handing.state === "gone";
  const seconds = useSecondsUntil(waiting ? handing.until : null);

  if (handing.state === "sending")
    return (
      <p className="unseen" role="status">
        {commission.sending}
      </p>
    );
  if (handing.state === "failed")
    return (
      <Dialog
        title={commission.failedTitle}
        close={cancel}
        actions={
          <Button kind="primary" onClick={cancel}>
            {commission.close}
          </Button>
        }
      >
        <p>{handing.words}</p>
      </Dialog>
    );
  const busy = handing.state === "busy";
  return (
    <Dialog
      title={busy ? commission.busyTitle : commission.goneTitle}
      close={cancel}
      actions={
        <>
          <Button kind="primary" onClick={now}>
            {commission.now}
          </Button>
          <Button onClick={cancel}>{commission.cancel}</Button>
        </>
      }
    >
      <p className="quiet">{busy ? commission.busyText(seconds) : commission.goneText(seconds)}</p>
    </Dialog>
  );
}
