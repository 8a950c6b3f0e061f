import { bootstrapTemplate } from '../../resources/bootstrap/bootstrap-template';
import { readConfig } from '../../shared/sizing';

/** A service with everything on: a cluster that is made, a table without a cache, learned rules, changes that are made without asking. */
export const privilegeConfig = `
targets:
  products:
    cluster: products
    tables: [products]
    policy:
      nodes: { min: 3, max: 11 }
      learnedRules: advise
      approval: { nodeCount: auto, billingMode: auto, nodeType: recommend, cacheTtl: approve }
  orders:
    tables: [orders]
    policy:
      learnedRules: advise
      nodes: { min: 3, max: 11 }
      approval: { nodeCount: auto, billingMode: auto, cacheTtl: approve }
`;

/** Where it lies is nothing that the packaged service needs to know. */
const setUp = `
    bootstrap:
      network:
        vpc: vpc-0d4a8c1b2e3f40516
        subnets: [subnet-0d4a8c1b2e3f40510, subnet-0d4a8c1b2e3f40511, subnet-0d4a8c1b2e3f40512]
      cluster: { nodeType: dax.r5.large, tls: false }
      tables:
        products:
          partitionKey: { name: id }
          indexes: { by-category: { partitionKey: { name: category } } }
`.slice(1);

/** What `daxpilot bootstrap` prints for it. */
export function privilegeBootstrap(): string {
  const parsed = readConfig(privilegeConfig.replace('  orders:\n', `${setUp}  orders:\n`), 'daxpilot.yml');
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return JSON.stringify(bootstrapTemplate(parsed.config));
}
