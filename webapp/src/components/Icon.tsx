const PATHS = {
  heart: "M12 20S4 15 4 9.2A4.2 4.2 0 0 1 12 7a4.2 4.2 0 0 1 8 2.2C20 15 12 20 12 20Z",
  download: "M12 4v11m-4.5-4L12 15.5 16.5 11M5 20h14",
  close: "M6 6l12 12M18 6L6 18",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  play: "M8 5.5v13l10-6.5Z",
  pause: "M8.5 6v12M15.5 6v12",
  check: "M5 12.5l4.5 4.5L19 7.5",
  vary: "M4 8c4-5 8 5 12 0 1.5-2 3-2 4-1M4 16c4-5 8 5 12 0 1.500-2 3-2 4-1",
  morph: "M4 12h15m-4.500-5 5 5-5 5",
  delete: "M5 7h14M10 7V5h4v2m-7 0 1 12h8l1-12",
  photo:
    "M4 8h4l1.500-2.500h5L16 8h4v11H4Zm8 2.500a3.200 3.200 0 1 0 0 6.400 3.200 3.200 0 0 0 0-6.400Z",
};

export type IconName = keyof typeof PATHS;

/** A drawing beside words, or in a button that has a label of its own; silent to screen readers. */
export function Icon({ name, filled = false }: { name: IconName; filled?: boolean }) {
  return (
    <svg
      width="1.25em"
      height="1.25em"
      viewBox="0 0 24 24"
      fill={filled ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
