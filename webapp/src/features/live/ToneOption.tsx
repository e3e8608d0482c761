import { remember } from "@/lib/remember";
import { useTexts } from "@/texts/use";

import style from "./LiveMirror.module.css";

type Props = { on: boolean; choose: (on: boolean) => void };

/** Whether a soft tone follows the mood; off unless it was once turned on here. */
export function ToneOption({ on, choose }: Props) {
  const { live } = useTexts();
  return (
    <div className={style.option}>
      <label>
        <input
          type="checkbox"
          checked={on}
          onChange={({ target }) => {
            remember("tone", target.checked ? "yes" : "no");
            choose(target.checked);
          }}
        />
        {live.tone}
      </label>
    </div>
  );
}
