import { useEffect, useRef } from "react";

import type { Forgotten } from "@/api/shapes";
import { ButtonLink } from "@/components/Button";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";

import style from "./ForgetMe.module.css";

/** What was deleted. */
export function Receipt({ what, at }: { what: Forgotten; at: Date }) {
  const texts = useTexts();
  const { forget } = texts;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const lines: [string, string | number][] = [
    [forget.works, what.works],
    [forget.portraits, what.portraits],
    [forget.photosCount, what.photos],
    [forget.browser, forget.browserValue],
    [forget.at, new Intl.DateTimeFormat(texts.locale, { timeStyle: "medium" }).format(at)],
  ];
  return (
    <div className={style.page}>
      <h1 ref={heading} tabIndex={-1}>
        {forget.receiptTitle}
      </h1>
      <section className={style.receipt} data-testid="receipt">
        <h2>{forget.receipt}</h2>
        <dl>
          {lines.map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt className="quiet">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <ButtonLink href={addresses.entrance}>{forget.again}</ButtonLink>
    </div>
  );
}
