import style from "./TestPicture.module.css";

const COLOURS = ["#fff", "#ff0", "#0ff", "#0f0", "#f0f", "#f00", "#00f", "#000"];
const GREYS = Array.from({ length: 11 }, (_, step) => Math.round(step * 25.5));

/** What shows whoever looks after the screen whether all of it is seen, sharp and in its colours. */
export function TestPicture() {
  const said = `${innerWidth} × ${innerHeight} · ${devicePixelRatio}`;
  return (
    <main className={style.test} data-testid="test-picture">
      <div className={style.colours}>
        {COLOURS.map((background) => (
          <span key={background} style={{ background }} />
        ))}
      </div>
      <div className={style.circle}>
        <h1>VAHA</h1>
        <p>{said}</p>
      </div>
      <div className={style.colours}>
        {GREYS.map((grey) => (
          <span key={grey} style={{ background: `rgb(${grey} ${grey} ${grey})` }} />
        ))}
      </div>
    </main>
  );
}
