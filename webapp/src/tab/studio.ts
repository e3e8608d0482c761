import type { Answers, Ask, Heard, Stage } from "./messages";
import { TabError } from "./stages/network";

export type Watch = (stage: Stage | "load", done: number, of: number) => void;

type Waiting = {
  answered: (answer: never) => void;
  failed: (error: TabError) => void;
  watch: Watch;
};

/** The worker, spoken to by promises; what it throws is a TabError. */
export class Studio {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #number = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Heard>) => this.#hear(data);
    worker.onerror = () => this.#end(new TabError("failed"));
  }

  ask<Kind extends Ask["kind"]>(
    ask: Extract<Ask, { kind: Kind }>,
    watch: Watch = () => undefined,
  ): Promise<Answers[Kind]> {
    const number = this.#number++;
    return new Promise<Answers[Kind]>((answered, failed) => {
      this.#waiting.set(number, { answered, failed, watch });
      this.#worker.postMessage({ number, ask });
    });
  }

  close(): void {
    this.#worker.terminate();
    this.#end(new TabError("failed"));
  }

  #hear(heard: Heard): void {
    const waiting = this.#waiting.get(heard.number);
    if (!waiting) return;
    if (heard.kind === "progress") {
      waiting.watch(heard.stage, heard.done, heard.of);
      return;
    }
    this.#waiting.delete(heard.number);
    if (heard.kind === "answer") waiting.answered(heard.answer as never);
    else waiting.failed(new TabError(heard.trouble, heard.detail));
  }

  #end(error: TabError): void {
    for (const { failed } of this.#waiting.values()) failed(error);
    this.#waiting.clear();
  }
}
