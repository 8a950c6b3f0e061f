import { PatternError } from './pattern-error';

export type TextMatcher = (text: string) => boolean;

const ANY = Symbol('any');

/** `*` stands for any text, `\*` and `\\` for themselves. */
export function wildcard(pattern: string): TextMatcher {
  const tokens: (string | typeof ANY)[] = [];
  for (let i = 0; i < pattern.length; i += 1) {
    const mark = pattern[i] as string;
    if (mark === '*') {
      if (pattern[i + 1] === '*') {
        throw new PatternError(`Consecutive wildcard characters at pos ${i}`);
      }
      tokens.push(ANY);
    } else if (mark === '\\') {
      const escaped = pattern[i + 1];
      if (escaped !== '*' && escaped !== '\\') {
        throw new PatternError(`Invalid escape character at pos ${i}`);
      }
      tokens.push(escaped);
      i += 1;
    } else {
      tokens.push(mark);
    }
  }
  return (text) => matchesTokens(tokens, text);
}

/** Goes back to the last star only, which is enough and keeps the time at text times pattern. */
function matchesTokens(tokens: readonly (string | typeof ANY)[], text: string): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (token < tokens.length && tokens[token] === ANY) {
      star = token;
      resume = at;
      token += 1;
    } else if (token < tokens.length && tokens[token] === text[at]) {
      token += 1;
      at += 1;
    } else if (star !== -1) {
      resume += 1;
      at = resume;
      token = star + 1;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((left) => left === ANY);
}

/**
 * Compares without case, letter by letter: each letter of the pattern stands for its lower and its upper case, which may be of
 * different length (`ß` for `ß` and `SS`).
 */
export function ignoringCase(pattern: string, where: 'whole' | 'start' | 'end'): TextMatcher {
  const letters = Array.from({ length: pattern.length }, (_, i) => {
    const letter = pattern[i] as string;
    return [...new Set([letter.toLowerCase(), letter.toUpperCase()])];
  });
  return (text) => {
    if (where !== 'end') {
      const ends = endsAfter(letters, text, [0]);
      return where === 'start' ? ends.length > 0 : ends.includes(text.length);
    }
    const longest = letters.reduce((total, forms) => total + Math.max(...forms.map(({ length }) => length)), 0);
    const starts = Array.from({ length: Math.min(longest, text.length) + 1 }, (_, i) => text.length - i);
    return starts.some((start) => endsAfter(letters, text, [start]).includes(text.length));
  };
}

/** Where in the text the letters can end when they begin at one of the places. */
function endsAfter(
  letters: readonly (readonly string[])[],
  text: string,
  starts: readonly number[],
): readonly number[] {
  return letters.reduce<readonly number[]>((places, forms) => {
    const next = places.flatMap((place) =>
      forms.filter((form) => text.startsWith(form, place)).map((form) => place + form.length),
    );
    return [...new Set(next)];
  }, starts);
}
