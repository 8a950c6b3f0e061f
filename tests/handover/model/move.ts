import type { World } from './world';

/** Something that can happen next. */
export interface Move {
  readonly text: () => string;
  readonly world: World;
  /** What must not happen. */
  readonly violation?: string;
}

/** Takes up a move: how it is told, and how it changes a copy of the world. */
export type Add = (text: () => string, change: (next: number[]) => void, violation?: string) => void;
