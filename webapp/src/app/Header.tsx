import { LIVE_MIRROR } from "@/api/mirror";
import { Link, useAddress } from "@/lib/router";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { useQuery } from "@tanstack/react-query";

import style from "./Frame.module.css";

export function Header() {
  const { nav } = useTexts();
  const live = useQuery(LIVE_MIRROR);
  const ways = [
    [addresses.mirror, nav.portrait],
    [addresses.mix, nav.mix],
    ...(live.data ? [[addresses.live, nav.live] as const] : []),
    [addresses.gallery, nav.gallery],
  ] as const;
  const here = useAddress();
  return (
    <header className={style.header}>
      <Link className={style.mark} href={addresses.entrance} aria-label={nav.home}>
        VAHA
      </Link>
      <nav className={style.nav} aria-label={nav.label}>
        {ways.map(([href, words]) => (
          <Link key={href} href={href} aria-current={here === href ? "page" : undefined}>
            {words}
          </Link>
        ))}
      </nav>
    </header>
  );
}
