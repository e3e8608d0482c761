import { useEffect, useRef, useState } from "react";

import type { Work } from "@/api/shapes";
import { Button } from "@/components/Button";

import { askPrinter, cardOf, printWork, type Language, type Sheets } from "./api";
import frame from "./Exhibition.module.css";
import style from "./Print.module.css";
import type { Words } from "./texts";

type Props = { words: Words; language: Language; work: Work };

/** A work on paper: its card is seen before it is printed. */
export function Print({ words, language, work }: Props) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button className={frame.large} onClick={() => setAsked(true)}>
        {words.print}
      </Button>
      {asked && <Preview {...{ words, language, work }} close={() => setAsked(false)} />}
    </>
  );
}

function Preview({ words, language, work, close }: Props & { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [sheets, setSheets] = useState<Sheets | null>(null);
  const [wanted, setWanted] = useState(1);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
    askPrinter().then(setSheets, () => setSheets({ ready: false, waiting: 0, left: 0 }));
  }, []);
  const most = sheets?.left ?? 0;
  const copies = Math.min(wanted, Math.max(1, most));
  const able = sheets !== null && sheets.ready && most > 0;
  const why = sheets && !sheets.ready ? words.noPrinter : most > 0 ? "" : words.noSheets;
  const send = async () => {
    if (!able) return;
    setSheets({ ...sheets, left: 0 });
    setSaid(words.printing(sheets.waiting));
    const after = await printWork(work.id, language, copies).catch(() => null);
    if (after) setSheets(after);
    else setSaid(words.noPrinter);
  };
  return (
    <dialog
      ref={dialog}
      className={`${frame.question} ${style.wide}`}
      aria-labelledby="print"
      onClose={close}
    >
      <div className={style.print}>
        <img
          src={cardOf(work.id, language)}
          className={style.card}
          width={1200}
          height={1800}
          alt={words.printDetail}
          data-testid="card"
        />
        <div className={style.beside}>
          <h2 id="print">{words.print}</h2>
          <p className="quiet">{words.printDetail}</p>
          <div className={style.copies} role="group" aria-label={words.copies(copies)}>
            <Button
              aria-label={words.fewer}
              aria-disabled={copies <= 1}
              onClick={() => setWanted(Math.max(1, copies - 1))}
            >
              −
            </Button>
            <output>{words.copies(copies)}</output>
            <Button
              aria-label={words.more}
              aria-disabled={copies >= most}
              onClick={() => setWanted(Math.min(Math.max(1, most), copies + 1))}
            >
              +
            </Button>
          </div>
          <p role="status">{said || (sheets ? why : "")}</p>
          <div className={frame.choices}>
            <Button
              kind="primary"
              className={frame.large}
              aria-disabled={!able}
              onClick={() => void send()}
            >
              {words.printIt}
            </Button>
            <Button className={frame.large} onClick={close}>
              {words.back}
            </Button>
          </div>
        </div>
      </div>
    </dialog>
  );
}
