import type { CSSProperties } from "react";

import style from "./Slider.module.css";

type Props = {
  label: string;
  value: number;
  most: number;
  step?: number;
  /** The value in words, where the number alone says little. */
  words?: string;
  change: (value: number) => void;
};

/** A slider from 0 to `most`. */
export function Slider({ label, value, most, step = 1, words, change }: Props) {
  const filled = { "--filled": `${(100 * value) / most}%` } as CSSProperties;
  return (
    <input
      type="range"
      className={style.slider}
      style={filled}
      aria-label={label}
      aria-valuetext={words}
      min={0}
      max={most}
      step={step}
      value={value}
      onChange={(event) => change(Number(event.target.value))}
    />
  );
}
