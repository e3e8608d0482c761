import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";

import { statusQuery } from "@/api/status";
import { isAnswering, isLetIn, onAnsweringChange } from "@/api/reach";
import { announce } from "@/lib/announce";
import { backoffMs, useSecondsUntil } from "@/lib/time";
import { useTexts } from "@/texts/use";

import style from "./Connection.module.css";

/** While the server is gone: says so, asks again at growing intervals, and then brings all up to date. */
export function Connection() {
  const answering = useSyncExternalStore(onAnsweringChange, isAnswering);
  const letIn = useSyncExternalStore(onAnsweringChange, isLetIn);
  if (!answering) return <Gone />;
  return letIn ? null : <Locked />;
}

function Locked() {
  const { connection } = useTexts();
  return (
    <div className={style.strip} role="alert" data-testid="locked">
      <strong>{connection.locked}</strong>
      <span>{connection.lockedHelp}</span>
    </div>
  );
}

function Gone() {
  const { connection } = useTexts();
  const client = useQueryClient();
  const [attempt, setAttempt] = useState(0);
  const [next, setNext] = useState(() => Date.now() + backoffMs(0));
  const seconds = useSecondsUntil(next);

  useEffect(() => {
    const timer = setTimeout(
      () => {
        client.query({ ...statusQuery, staleTime: 0 }).then(
          () => {
            announce(connection.back);
            void client.invalidateQueries();
          },
          () => {
            setNext(Date.now() + backoffMs(attempt + 1));
            setAttempt(attempt + 1);
          },
        );
      },
      Math.max(0, next - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [attempt, next, client, connection]);

  return (
    <div className={style.strip} role="alert" data-testid="gone">
      <strong>{connection.gone}</strong>
      <span>{connection.kept}</span>
      <span aria-hidden="true">{seconds > 0 ? connection.again(seconds) : connection.trying}</span>
      <button type="button" onClick={() => setNext(Date.now())}>
        {connection.now}
      </button>
    </div>
  );
}
