import { MANNERS, STYLES, type Wishes } from "@/api/shapes";
import { useTexts } from "@/texts/use";

import style from "./HowPainted.module.css";

type Props = { wishes: Wishes; wish: (wishes: Wishes) => void };

/** In what style, and with what the works shall be painted. */
export function HowPainted({ wishes, wish }: Props) {
  const { painted } = useTexts();
  return (
    <div className={style.how}>
      <label>
        {painted.style}
        <select
          value={wishes.style ?? "any"}
          onChange={({ target }) => wish({ ...wishes, style: chosen(STYLES, target.value, "any") })}
        >
          {STYLES.map((one) => (
            <option key={one} value={one}>
              {painted.styles[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {painted.manner}
        <select
          value={wishes.manner ?? ""}
          onChange={({ target }) => wish({ ...wishes, manner: chosen(MANNERS, target.value) })}
        >
          <option value="">{painted.byStyle}</option>
          {MANNERS.map((one) => (
            <option key={one} value={one}>
              {painted.manners[one]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** What was chosen; nothing where the choice is left to the studio. */
const chosen = <T extends string>(all: readonly T[], value: string, usual?: T): T | undefined =>
  all.find((one) => one === value && one !== usual);
