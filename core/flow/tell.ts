// How the core says that something happened. The target decides where it goes (one JSON line an event on Node).

/** `event` is `room.verb`, for instance `volume.commit`. Fields carry no secrets and no image bytes. */
export type Tell = (event: string, fields?: Readonly<Record<string, unknown>>) => void;
