import { createContext, use } from "react";

import type { Commission } from "@/api/portraits";
import type { Wishes } from "@/api/shapes";

export type Commissioner = {
  /** Hands a commission to the studio, waits where it is full, and goes to the portrait. */
  commission: (wanted: Commission) => void;
  /** Whether one is being handed over. */
  busy: boolean;
  /** How the next works shall be painted, until this tab is closed; variations stay as they are. */
  wishes: Wishes;
  wish: (wishes: Wishes) => void;
  /** What was asked for in this tab, to ask again where a portrait got lost. */
  asked: (portrait: string) => Commission | null;
  /** The portrait is finished: its photo need not be kept any longer. */
  finished: (portrait: string) => void;
};

export const CommissionContext = createContext<Commissioner | null>(null);

export function useCommissions(): Commissioner {
  const commissioner = use(CommissionContext);
  if (!commissioner) throw new Error("there are no commissions outside <Commissions>");
  return commissioner;
}
