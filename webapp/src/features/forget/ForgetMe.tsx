import { useState } from "react";

import type { Forgotten } from "@/api/shapes";
import { useForgetMe } from "@/api/visitor";
import { Button, ButtonLink } from "@/components/Button";
import { Heading } from "@/components/Screen";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { errorInWords } from "@/texts/words";

import style from "./ForgetMe.module.css";
import { Receipt } from "./Receipt";

/** Says what will be deleted, deletes it, and says what it was. */
export function ForgetMe({ forgotten: tell }: { forgotten: () => void }) {
  const texts = useTexts();
  const { forget } = texts;
  const forgetMe = useForgetMe();
  const [receipt, setReceipt] = useState<{ what: Forgotten; at: Date } | null>(null);

  if (receipt) return <Receipt {...receipt} />;

  const begin = () =>
    forgetMe.mutate(undefined, {
      onSuccess: (what) => {
        tell();
        setReceipt({ what, at: new Date() });
      },
    });

  return (
    <div className={style.page}>
      <Heading>{forget.title}</Heading>
      <p>{forget.lead}</p>
      <ul className={style.items}>
        {forget.items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      <p className="quiet">{forget.photos}</p>
      {forgetMe.isError && <p role="alert">{errorInWords(forgetMe.error, texts)}</p>}
      <div className={style.actions}>
        <Button kind="primary" onClick={begin} disabled={forgetMe.isPending}>
          {forgetMe.isPending ? forget.working : forget.yes}
        </Button>
        <ButtonLink kind="underlined" href={addresses.gallery}>
          {forget.no}
        </ButtonLink>
      </div>
    </div>
  );
}
