import { useTexts } from "@/texts/use";

import style from "./LiveMirror.module.css";
import type { Painted } from "./use-painted";

/** Whether strokes are laid; and, where they ended by themselves, why. */
export function PaintedOption({ painted }: { painted: Painted }) {
  const { live } = useTexts();
  return (
    <div className={style.option}>
      <label>
        <input
          type="checkbox"
          checked={painted.wanted}
          onChange={(event) => painted.choose(event.target.checked)}
        />
        {live.painted}
      </label>
      <p role="status" className="quiet">
        {painted.ended && live.notPainted[painted.ended]}
      </p>
    </div>
  );
}
