/** All that the exhibition's screens say, in the languages of the room. */
import type { FaceEmotion, Mood } from "@/mood/emotions";
import { ranked } from "@/mood/weights";

import type { Language } from "./api";

type Feeling = { state: string; noun: string };

export type Words = {
  name: string;
  emotions: Record<FaceEmotion, Feeling>;
  mixed: (state: string, noun: string) => string;
  touch: string;
  touchDetail: string;
  closed: string;
  away: string;
  work: (mood: string) => string;
  notice: string;
  points: [string, string][];
  pointsWithout: [string, string][];
  agree: string;
  byHand: string;
  choose: string;
  chooseDetail: string;
  mirror: string;
  mirrorDetail: string;
  looking: string;
  nobody: string;
  hold: (state: string) => string;
  paint: string;
  live: string;
  liveTitle: string;
  liveDetail: string;
  keep: string;
  keeping: string;
  moment: string;
  film: string;
  filming: string;
  noCamera: string;
  noFace: string;
  painting: string;
  paintingDetail: string;
  waiting: (place: number) => string;
  failed: string;
  again: string;
  done: string;
  works: (mood: string) => string;
  worksChosen: (mood: string) => string;
  hang: string;
  hangs: string;
  takeHome: string;
  wifi: string;
  code: string;
  carries: string;
  carriesScale: (value: number) => string;
  keeps: string;
  thanks: string;
  print: string;
  printDetail: string;
  copies: (count: number) => string;
  more: string;
  fewer: string;
  printIt: string;
  printing: (waiting: number) => string;
  noPrinter: string;
  noSheets: string;
  back: string;
  stillThere: string;
  seconds: (count: number) => string;
  stay: string;
  newWork: string;
  wall: string;
  noClean: string;
  noCleanDetail: string;
  you: string;
  language: string;
};

const en: Words = {
  name: "English",
  emotions: {
    angry: { state: "Angry", noun: "anger" },
    disgusted: { state: "Disgusted", noun: "disgust" },
    fearful: { state: "Fearful", noun: "fear" },
    happy: { state: "Happy", noun: "joy" },
    neutral: { state: "Calm", noun: "calm" },
    sad: { state: "Sad", noun: "sadness" },
    surprised: { state: "Surprised", noun: "surprise" },
  },
  mixed: (state, noun) => `${state}, with ${noun}`,
  touch: "Touch to have your mood painted",
  touchDetail: "You are told what happens, and asked, before anything is read.",
  closed: "Closed now. Come again.",
  away: "One moment …",
  work: (mood) => `A painting: ${mood}`,
  notice: "Before you begin",
  points: [
    [
      "Your expression is read.",
      "If you agree, a computer in this room looks at your face in the camera’s picture and guesses a mood from its expression.",
    ],
    [
      "Your picture is not kept.",
      "It is gone when the mood was read, and goes nowhere else. Nobody is recognised.",
    ],
    [
      "It is a guess.",
      "It knows an expression, not what you feel, and is often wrong. The paintings are made by a machine.",
    ],
    [
      "When you leave, it forgets.",
      "Only paintings that you hang or take home stay, and nothing of your face is in them.",
    ],
  ],
  pointsWithout: [
    [
      "No face is read here.",
      "The camera is off. You choose a mood yourself, and a machine paints it.",
    ],
    ["When you leave, it forgets.", "Only paintings that you hang or take home stay."],
  ],
  agree: "I agree, read my expression",
  byHand: "Choose a mood myself",
  choose: "What shall be painted?",
  chooseDetail: "Choose a mood: yours, or any other.",
  mirror: "Show a feeling",
  mirrorDetail: "Hold it for two seconds, or press the button.",
  looking: "Looking …",
  nobody: "Come closer, and look at the camera.",
  hold: (state) => `Hold it: ${state}`,
  paint: "Paint this",
  live: "See it painted live",
  liveTitle: "A painting that follows you",
  liveDetail: "Move your face, and keep a moment: a painting, with a film of ten seconds.",
  keep: "Keep this moment",
  keeping: "Your moment is being painted …",
  moment: "Your moment",
  film: "The ten seconds before it, as a film",
  filming: "The film is being made …",
  noCamera: "The camera does not answer. Choose a mood yourself, or wait a moment.",
  noFace: "No face was to be seen in the picture. Once more?",
  painting: "Your mood is being painted",
  paintingDetail: "Many pictures are tried; the three that carry it best stay.",
  waiting: (place) => `${place} before you`,
  failed: "This did not work.",
  again: "Once more",
  done: "I am done",
  works: (mood) => `You looked ${mood.toLowerCase()}`,
  worksChosen: (mood) => `${mood}, painted`,
  hang: "Hang it here",
  hangs: "It hangs here now",
  takeHome: "Take it home: point your telephone here. It leads to this one picture, for a day.",
  wifi: "First into this wireless network",
  code: "Code that leads to this picture",
  carries: "Do they carry your mood?",
  carriesScale: (value) =>
    `${value} of 5${value === 1 ? ": not at all" : value === 5 ? ": wholly" : ""}`,
  keeps: "Which would you keep?",
  thanks: "Thank you.",
  print: "Print it",
  printDetail: "A card of 10 by 15 centimetres, to take with you.",
  copies: (count) => (count === 1 ? "1 card" : `${count} cards`),
  more: "One more",
  fewer: "One fewer",
  printIt: "Print",
  printing: (waiting) =>
    waiting > 0 ? `It is being printed; ${waiting} before it.` : "It is being printed.",
  noPrinter: "The printer does not print now.",
  noSheets: "There are no more cards for today.",
  back: "Back",
  stillThere: "Are you still there?",
  seconds: (count) => `Otherwise everything begins anew in ${count} s.`,
  stay: "I am here",
  newWork: "Just painted here",
  wall: "The exhibition so far",
  noClean: "The mirror does not open by itself here.",
  noCleanDetail: "Whoever runs the exhibition can allow it: live.clean in its settings.",
  you: "You, mirrored",
  language: "Language",
};

const de: Words = {
  name: "Deutsch",
  emotions: {
    angry: { state: "Wütend", noun: "Wut" },
    disgusted: { state: "Angeekelt", noun: "Ekel" },
    fearful: { state: "Ängstlich", noun: "Angst" },
    happy: { state: "Fröhlich", noun: "Freude" },
    neutral: { state: "Gelassen", noun: "Ruhe" },
    sad: { state: "Traurig", noun: "Trauer" },
    surprised: { state: "Überrascht", noun: "Überraschung" },
  },
  mixed: (state, noun) => `${state}, mit ${noun}`,
  touch: "Berühren, und deine Stimmung wird gemalt",
  touchDetail: "Du erfährst, was geschieht, und wirst gefragt, bevor etwas gelesen wird.",
  closed: "Jetzt geschlossen. Komm wieder.",
  away: "Einen Augenblick …",
  work: (mood) => `Ein Gemälde: ${mood}`,
  notice: "Bevor du beginnst",
  points: [
    [
      "Dein Ausdruck wird gelesen.",
      "Wenn du zustimmst, sieht ein Rechner in diesem Raum dein Gesicht im Kamerabild an und rät aus dem Ausdruck eine Stimmung.",
    ],
    [
      "Dein Bild wird nicht behalten.",
      "Es ist weg, sobald die Stimmung gelesen ist, und kommt nirgendwohin. Niemand wird erkannt.",
    ],
    [
      "Es ist geraten.",
      "Bekannt ist ein Ausdruck, nicht was du fühlst; oft ist es falsch. Die Bilder malt eine Maschine.",
    ],
    [
      "Wenn du gehst, ist alles vergessen.",
      "Nur Bilder, die du aufhängst oder mitnimmst, bleiben; von deinem Gesicht ist nichts darin.",
    ],
  ],
  pointsWithout: [
    [
      "Hier wird kein Gesicht gelesen.",
      "Die Kamera ist aus. Du wählst selbst eine Stimmung, und eine Maschine malt sie.",
    ],
    [
      "Wenn du gehst, ist alles vergessen.",
      "Nur Bilder, die du aufhängst oder mitnimmst, bleiben.",
    ],
  ],
  agree: "Ich stimme zu, lies meinen Ausdruck",
  byHand: "Selbst eine Stimmung wählen",
  choose: "Was soll gemalt werden?",
  chooseDetail: "Wähle eine Stimmung: deine oder irgendeine.",
  mirror: "Zeig ein Gefühl",
  mirrorDetail: "Halte es zwei Sekunden, oder drück auf den Knopf.",
  looking: "Ich schaue …",
  nobody: "Komm näher und schau in die Kamera.",
  hold: (state) => `Halten: ${state}`,
  paint: "Das malen",
  live: "Lebend gemalt werden",
  liveTitle: "Ein Bild, das dir folgt",
  liveDetail:
    "Beweg dein Gesicht und behalte einen Augenblick: ein Bild und einen Film von zehn Sekunden.",
  keep: "Diesen Augenblick behalten",
  keeping: "Dein Augenblick wird gemalt …",
  moment: "Dein Augenblick",
  film: "Die zehn Sekunden davor, als Film",
  filming: "Der Film entsteht …",
  noCamera: "Die Kamera antwortet nicht. Wähle selbst eine Stimmung, oder warte einen Augenblick.",
  noFace: "Auf dem Bild war kein Gesicht zu sehen. Noch einmal?",
  painting: "Deine Stimmung wird gemalt",
  paintingDetail: "Viele Bilder werden versucht; die drei, die sie am besten tragen, bleiben.",
  waiting: (place) => `${place} vor dir`,
  failed: "Das ist nicht gelungen.",
  again: "Noch einmal",
  done: "Ich bin fertig",
  works: (mood) => `Du sahst so aus: ${mood}`,
  worksChosen: (mood) => `${mood}, gemalt`,
  hang: "Hier aufhängen",
  hangs: "Es hängt jetzt hier",
  takeHome:
    "Zum Mitnehmen: Telefon hierauf richten. Es führt zu diesem einen Bild, einen Tag lang.",
  wifi: "Zuerst in dieses Funknetz",
  code: "Code, der zu diesem Bild führt",
  carries: "Tragen sie deine Stimmung?",
  carriesScale: (value) =>
    `${value} von 5${value === 1 ? ": gar nicht" : value === 5 ? ": ganz" : ""}`,
  keeps: "Welches würdest du behalten?",
  thanks: "Danke.",
  print: "Drucken",
  printDetail: "Eine Karte von 10 mal 15 Zentimetern, zum Mitnehmen.",
  copies: (count) => (count === 1 ? "1 Karte" : `${count} Karten`),
  more: "Eine mehr",
  fewer: "Eine weniger",
  printIt: "Drucken",
  printing: (waiting) =>
    waiting > 0 ? `Es wird gedruckt; ${waiting} davor.` : "Es wird gedruckt.",
  noPrinter: "Der Drucker druckt gerade nicht.",
  noSheets: "Für heute gibt es keine Karten mehr.",
  back: "Zurück",
  stillThere: "Bist du noch da?",
  seconds: (count) => `Sonst beginnt in ${count} s alles von vorn.`,
  stay: "Ich bin da",
  newWork: "Eben hier gemalt",
  wall: "Die Ausstellung bis jetzt",
  noClean: "Der Spiegel öffnet sich hier nicht von selbst.",
  noCleanDetail: "Wer die Ausstellung betreibt, kann es erlauben: live.clean in den Einstellungen.",
  you: "Du, gespiegelt",
  language: "Sprache",
};

const fr: Words = {
  name: "Français",
  emotions: {
    angry: { state: "En colère", noun: "de la colère" },
    disgusted: { state: "Dégoût", noun: "du dégoût" },
    fearful: { state: "Peur", noun: "de la peur" },
    happy: { state: "Joie", noun: "de la joie" },
    neutral: { state: "Calme", noun: "du calme" },
    sad: { state: "Tristesse", noun: "de la tristesse" },
    surprised: { state: "Surprise", noun: "de la surprise" },
  },
  mixed: (state, noun) => `${state}, avec ${noun}`,
  touch: "Touchez l’écran : votre humeur sera peinte",
  touchDetail:
    "On vous dit ce qui se passe, et on vous le demande, avant de lire quoi que ce soit.",
  closed: "Fermé pour le moment. Revenez.",
  away: "Un instant …",
  work: (mood) => `Un tableau : ${mood}`,
  notice: "Avant de commencer",
  points: [
    [
      "Votre expression est lue.",
      "Si vous êtes d’accord, un ordinateur dans cette salle regarde votre visage dans l’image de la caméra et devine une humeur d’après son expression.",
    ],
    [
      "Votre image n’est pas gardée.",
      "Elle disparaît dès que l’humeur est lue et ne va nulle part ailleurs. Personne n’est reconnu.",
    ],
    [
      "C’est une supposition.",
      "On voit une expression, pas ce que vous ressentez ; c’est souvent faux. Les tableaux sont faits par une machine.",
    ],
    [
      "Quand vous partez, tout est oublié.",
      "Seuls restent les tableaux que vous accrochez ou emportez ; rien de votre visage n’y figure.",
    ],
  ],
  pointsWithout: [
    [
      "Ici, aucun visage n’est lu.",
      "La caméra est éteinte. Vous choisissez une humeur, une machine la peint.",
    ],
    [
      "Quand vous partez, tout est oublié.",
      "Seuls restent les tableaux que vous accrochez ou emportez.",
    ],
  ],
  agree: "D’accord, lisez mon expression",
  byHand: "Choisir une humeur moi-même",
  choose: "Que faut-il peindre ?",
  chooseDetail: "Choisissez une humeur : la vôtre, ou une autre.",
  mirror: "Montrez une émotion",
  mirrorDetail: "Gardez-la deux secondes, ou appuyez sur le bouton.",
  looking: "Je regarde …",
  nobody: "Approchez, et regardez la caméra.",
  hold: (state) => `Ne bougez plus : ${state}`,
  paint: "Peindre cela",
  live: "Se voir peindre en direct",
  liveTitle: "Un tableau qui vous suit",
  liveDetail: "Bougez le visage, puis gardez un moment : un tableau, et un film de dix secondes.",
  keep: "Garder ce moment",
  keeping: "Votre moment est en train d’être peint …",
  moment: "Votre moment",
  film: "Les dix secondes d’avant, en film",
  filming: "Le film se prépare …",
  noCamera: "La caméra ne répond pas. Choisissez une humeur vous-même, ou attendez un instant.",
  noFace: "On ne voyait pas de visage sur l’image. Encore une fois ?",
  painting: "Votre humeur est en train d’être peinte",
  paintingDetail: "Beaucoup d’images sont essayées ; les trois qui la portent le mieux restent.",
  waiting: (place) => `${place} avant vous`,
  failed: "Cela n’a pas marché.",
  again: "Encore une fois",
  done: "J’ai fini",
  works: (mood) => `Votre air : ${mood}`,
  worksChosen: (mood) => `${mood}, en peinture`,
  hang: "L’accrocher ici",
  hangs: "Il est accroché ici",
  takeHome: "À emporter : visez ce code. Il mène à cette seule image, pendant un jour.",
  wifi: "D’abord dans ce réseau sans fil",
  code: "Code qui mène à cette image",
  carries: "Portent-ils votre humeur ?",
  carriesScale: (value) =>
    `${value} sur 5${value === 1 ? " : pas du tout" : value === 5 ? " : tout à fait" : ""}`,
  keeps: "Lequel garderiez-vous ?",
  thanks: "Merci.",
  print: "Imprimer",
  printDetail: "Une carte de 10 sur 15 centimètres, à emporter.",
  copies: (count) => (count === 1 ? "1 carte" : `${count} cartes`),
  more: "Une de plus",
  fewer: "Une de moins",
  printIt: "Imprimer",
  printing: (waiting) =>
    waiting > 0 ? `Impression en cours ; ${waiting} avant.` : "Impression en cours.",
  noPrinter: "L’imprimante n’imprime pas en ce moment.",
  noSheets: "Il n’y a plus de cartes pour aujourd’hui.",
  back: "Retour",
  stillThere: "Êtes-vous encore là ?",
  seconds: (count) => `Sinon tout recommence dans ${count} s.`,
  stay: "Je suis là",
  newWork: "Peint ici à l’instant",
  wall: "L’exposition jusqu’ici",
  noClean: "Ici, le miroir ne s’ouvre pas de lui-même.",
  noCleanDetail: "La personne responsable peut le permettre : live.clean dans les réglages.",
  you: "Vous, en miroir",
  language: "Langue",
};

export const WORDS: Record<Language, Words> = { en, de, fr };

/** A mood in a few words: what it is most, and what else where that can be felt. */
export function moodInFewWords(mood: Mood, words: Words): string {
  const [first, second] = ranked(mood) as [FaceEmotion, FaceEmotion];
  const { state } = words.emotions[first];
  return mood[second] < 0.2 ? state : words.mixed(state, words.emotions[second].noun);
}
