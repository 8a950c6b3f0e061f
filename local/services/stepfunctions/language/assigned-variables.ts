import { isArray, isObject, type Json, type JsonObject } from '../json';

interface Assigned {
  readonly name: string;
  readonly location: string;
}

/** The variables that the states of one scope assign: by themselves, in a Choice rule or in a catcher. */
export function variablesIn(states: JsonObject, location: string): readonly Assigned[] {
  return Object.entries(states).flatMap(([name, state]) => {
    if (!isObject(state)) {
      return [];
    }
    const place = `${location}/${name}`;
    const nested = (['Choices', 'Catch'] as const).flatMap((field) =>
      holdersIn(state[field]).flatMap((holder, index) => namesIn(holder.Assign, `${place}/${field}[${index}]/Assign`)),
    );
    return [...namesIn(state.Assign, `${place}/Assign`), ...nested];
  });
}

function holdersIn(list: Json | undefined): readonly JsonObject[] {
  return isArray(list) ? list.filter(isObject) : [];
}

function namesIn(assign: Json | undefined, location: string): readonly Assigned[] {
  return isObject(assign)
    ? Object.keys(assign).map((key) => ({
        name: key.endsWith('.$') ? key.slice(0, -2) : key,
        location: `${location}/${key}`,
      }))
    : [];
}
