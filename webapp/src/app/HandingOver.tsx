import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { useSecondsUntil } from "@/lib/time";
import { useTexts } from "@/texts/use";
import { errorInWords } from "@/texts/words";

export type Handing =
  | { state: "sending" }
  | { state: "busy" | "own" | "gone"; until: number }
  | { state: "failed"; error: unknown };

type Props = { handing: Handing; cancel: () => void; now: () => void };

/** What becomes of a commission on its way to the studio. */
export function HandingOver({ handing, cancel, now }: Props) {
  const texts = useTexts();
  const { commission } = texts;
  const seconds = useSecondsUntil("until" in handing ? handing.until : null);

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
        <p>{errorInWords(handing.error, texts)}</p>
      </Dialog>
    );
  const { title, text } = {
    busy: { title: commission.busyTitle, text: commission.busyText },
    own: { title: commission.ownTitle, text: commission.ownText },
    gone: { title: commission.goneTitle, text: commission.goneText },
  }[handing.state];
  return (
    <Dialog
      title={title}
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
      <p className="quiet">{text(seconds)}</p>
    </Dialog>
  );
}
