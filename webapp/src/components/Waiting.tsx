import style from "./Waiting.module.css";

/** Something is on its way, and nobody knows how far; where it is known, a number is shown instead. */
export function Waiting({ text }: { text: string }) {
  return (
    <div className={style.waiting} role="status">
      <p>{text}</p>
      <div className={style.line} aria-hidden="true" />
    </div>
  );
}
