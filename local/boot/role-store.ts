/** An IAM policy document, as written in the template. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  /** Inline and attached ones alike. */
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[];
  /** AWS's own policies that are attached; the local platform does not know what they say. */
  readonly managedPolicyArns: readonly string[];
}

/** The roles of the packaged service and those made through IAM: what rights are judged by. */
export class RoleStore {
  readonly #byName = new Map<string, Role>();

  put(role: Role): void {
    this.#byName.set(role.name, role);
  }

  delete(name: string): void {
    this.#byName.delete(name);
  }

  byName(name: string): Role | undefined {
    return this.#byName.get(name);
  }

  byArn(arn: string): Role | undefined {
    return [...this.#byName.values()].find((role) => role.arn === arn);
  }

  list(): readonly Role[] {
    return [...this.#byName.values()];
  }
}
