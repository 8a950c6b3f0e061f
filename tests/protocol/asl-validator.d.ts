declare module 'asl-validator' {
  export default function validate(definition: never): {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
  };
}
