import { affectOf } from "@/mood/affect";
import type { Mood } from "@/mood/emotions";

/** The chord's root in hertz for a mood that is neither pleasant nor not: the A below middle C. */
const ROOT = 220;
/** So loud at most, of 1: it is heard beside talking. */
const LOUD = 0.08;
/** Seconds in which it goes most of the way to another mood. */
const SLOW = 0.6;

export type Sound = { hertz: [number, number, number]; brightest: number; loudness: number };

/**
 * What a mood sounds like: a triad that is major where it is pleasant and minor where it is not,
 * higher and brighter with arousal, up to `brightest` hertz.
 */
export function soundOf(mood: Mood): Sound {
  const { pleasure, arousal } = affectOf(mood);
  const root = ROOT * 2 ** ((4 * arousal) / 12);
  const third = 3.5 + 0.5 * Math.tanh(4 * pleasure);
  return {
    hertz: [root, root * 2 ** (third / 12), root * 2 ** (7 / 12)],
    brightest: 700 * 2 ** arousal,
    loudness: LOUD * (0.75 + 0.25 * arousal),
  };
}

/** A soft tone that follows a mood until it is stopped; silent before the first. */
export class Tone {
  private readonly context = new AudioContext();
  private readonly gain = this.context.createGain();
  private readonly filter = this.context.createBiquadFilter();
  private readonly voices = [0, 1, 2].map(() => this.context.createOscillator());

  constructor() {
    this.gain.gain.value = 0;
    this.filter.type = "lowpass";
    for (const voice of this.voices) {
      voice.type = "triangle";
      voice.connect(this.filter);
      voice.start();
    }
    this.filter.connect(this.gain).connect(this.context.destination);
  }

  /** Goes to this mood by and by; to silence where there is none. */
  follow(mood: Mood | null): void {
    const { currentTime } = this.context;
    const go = (parameter: AudioParam, value: number) =>
      parameter.setTargetAtTime(value, currentTime, SLOW / 2);
    // A browser that waits for a press before anything is heard is asked again.
    if (this.context.state === "suspended") void this.context.resume().catch(() => undefined);
    if (!mood) return void go(this.gain.gain, 0);
    const { hertz, brightest, loudness } = soundOf(mood);
    this.voices.forEach((voice, index) => go(voice.frequency, hertz[index] ?? ROOT));
    go(this.filter.frequency, brightest);
    go(this.gain.gain, loudness / this.voices.length);
  }

  stop(): void {
    void this.context.close().catch(() => undefined);
  }
}
