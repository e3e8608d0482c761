import type { ButtonHTMLAttributes, Ref } from "react";

import { Link } from "@/lib/router";

import style from "./Button.module.css";
import { Icon, type IconName } from "./Icon";

/** `quiet` is words only; `underlined` is words that show that they can be pressed. */
export type ButtonKind = "primary" | "plain" | "quiet" | "underlined";

type Looks = { kind?: ButtonKind; icon?: IconName; filled?: boolean };
type Props = Looks & ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> };

export function Button({ kind = "plain", icon, filled, children, className, ...rest }: Props) {
  return (
    <button type="button" className={`${classOf(kind)} ${className ?? ""}`} {...rest}>
      {icon && <Icon name={icon} filled={filled ?? false} />}
      <span>{children}</span>
    </button>
  );
}

type LinkProps = Looks & React.AnchorHTMLAttributes<HTMLAnchorElement> & { href: string };

/** A link that looks like a button; `download` makes it an ordinary link to a file. */
export function ButtonLink({ kind = "plain", icon, children, className, ...rest }: LinkProps) {
  const inner = (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </>
  );
  const looks = `${classOf(kind)} ${className ?? ""}`;
  if (rest.download === undefined)
    return (
      <Link className={looks} {...rest}>
        {inner}
      </Link>
    );
  return (
    <a className={looks} {...rest}>
      {inner}
    </a>
  );
}

function classOf(kind: ButtonKind): string {
  const kinds = kind === "underlined" ? ["quiet", "underlined"] : [kind];
  return [style.button, "on-screen", ...kinds.map((name) => style[name])].filter(Boolean).join(" ");
}
