/** What the page says besides what it shares with the studio, in both languages. */
import type { Language } from "@/texts/use";

import type { Stage } from "./messages";
import type { Trouble } from "./stages/network";

export type Words = {
  title: string;
  lead: string;
  privacy: string;
  photo: string;
  camera: string;
  orMood: string;
  loading: (done: number, of: number) => string;
  stages: Record<Stage, string>;
  step: (done: number, of: number) => string;
  noFace: string;
  noFaceDetail: string;
  works: string;
  seconds: (seconds: number) => string;
  save: string;
  again: string;
  another: string;
  strokes: string;
  guess: string;
  language: string;
  troubles: Record<Trouble, string>;
  trouble: string;
  reload: string;
};

const en: Words = {
  title: "A painting of your mood",
  lead: "Show a face. Its mood is read, sixteen pictures are painted for it, and the three that carry it best are kept.",
  privacy:
    "Private: everything is worked out in this tab. No picture leaves it, nothing is stored but the page itself, and it works without a network.",
  photo: "Choose a photo",
  camera: "Use the camera",
  orMood: "Or choose a mood",
  loading: (done, of) => `The networks are coming: ${done} of ${of} MB`,
  stages: {
    faces: "Looking for a face",
    paint: "Painting",
    choose: "The critic looks",
    enlarge: "Enlarging",
  },
  step: (done, of) => `${done} of ${of}`,
  noFace: "No face was found",
  noFaceDetail: "Take a picture in which a face looks at the camera, in good light.",
  works: "Three works",
  seconds: (seconds) => `Painted in ${seconds.toFixed(1)} seconds, in this tab.`,
  save: "Save",
  again: "Three others",
  another: "Another face or mood",
  strokes:
    "The works are smooth: the hand that lays strokes needs VAHA itself (vaha brush FILE.png).",
  guess: "A face is no proof of a feeling. This is for art, not for judging people.",
  language: "Deutsch",
  troubles: {
    insecure: "This page works over https or on this machine (localhost) alone.",
    "no-wasm": "This browser runs no WebAssembly with SIMD; take a newer one.",
    memory: "There is not enough memory; close other tabs and load the page again.",
    missing: "The weights are missing beside the page; export it again.",
    version: "The weights are of another version than the page; load it again, or export it again.",
    network: "The connection broke while the page was loading; load it again.",
    picture: "This file is no picture that the browser can read; take a JPEG or PNG.",
    failed: "Something went wrong; load the page again.",
  },
  trouble: "This did not work",
  reload: "Load again",
};

const de: Words = {
  title: "Ein Bild deiner Stimmung",
  lead: "Zeig ein Gesicht. Seine Stimmung wird gelesen, sechzehn Bilder werden für sie gemalt, und die drei bleiben, die sie am besten tragen.",
  privacy:
    "Privat: alles wird in diesem Tab gerechnet. Kein Bild verlässt ihn, nur die Seite selbst wird gespeichert, und sie geht auch ohne Netz.",
  photo: "Foto wählen",
  camera: "Kamera benutzen",
  orMood: "Oder eine Stimmung wählen",
  loading: (done, of) => `Die Netze kommen: ${done} von ${of} MB`,
  stages: {
    faces: "Ein Gesicht wird gesucht",
    paint: "Es wird gemalt",
    choose: "Die Kritik schaut",
    enlarge: "Es wird vergrößert",
  },
  step: (done, of) => `${done} von ${of}`,
  noFace: "Es war kein Gesicht zu finden",
  noFaceDetail: "Nimm ein Bild, auf dem ein Gesicht bei gutem Licht in die Kamera schaut.",
  works: "Drei Werke",
  seconds: (seconds) =>
    `In ${seconds.toFixed(1).replace(".", ",")} Sekunden gemalt, in diesem Tab.`,
  save: "Speichern",
  again: "Drei andere",
  another: "Anderes Gesicht oder andere Stimmung",
  strokes:
    "Die Werke sind glatt: die Hand, die Striche legt, braucht VAHA selbst (vaha brush FILE.png).",
  guess: "Ein Gesicht beweist kein Gefühl. Dies ist für die Kunst, nicht zum Beurteilen.",
  language: "English",
  troubles: {
    insecure: "Diese Seite geht nur über https oder auf diesem Rechner (localhost).",
    "no-wasm": "Dieser Browser führt kein WebAssembly mit SIMD aus; nimm einen neueren.",
    memory: "Der Speicher reicht nicht; schließ andere Tabs und lade die Seite neu.",
    missing: "Neben der Seite fehlen die Gewichte; sie muss neu exportiert werden.",
    version:
      "Die Gewichte sind von anderer Version als die Seite; lade sie neu oder exportiere sie neu.",
    network: "Die Verbindung riss, während die Seite lud; lade sie neu.",
    picture: "Diese Datei ist kein Bild, das der Browser lesen kann; nimm ein JPEG oder PNG.",
    failed: "Etwas ging schief; lade die Seite neu.",
  },
  trouble: "Das ging nicht",
  reload: "Neu laden",
};

export const WORDS: Record<Language, Words> = { en, de };
