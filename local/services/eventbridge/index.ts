import { randomUUID } from 'node:crypto';
import type {
  DescribeEventBusRequest,
  ListEventBusesRequest,
  PutEventsRequest,
  TagResourceRequest,
  TestEventPatternRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-eventbridge';
import type { Timer } from '../../kernel/clock';
import type { BusEvent, Platform, Service } from '../../kernel/service';
import { Deliveries } from './delivery';
import { checkBus, DEFAULT_BUS, defaultBusArn } from './event-bus';
import { constraint, validation } from './event-error';
import { type JsonNode, JsonTextError, readJson } from './json-text';
import { readEntries } from './put-events';
import { type Rule, RuleBook } from './rule-book';
import { readPattern, ruleOperations } from './rule-operations';
import { targetOperations } from './target-operations';

const MAX_TAGS = 50;
const EVENT_FIELDS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'] as const;

/** EventBridge's default bus: rules by pattern and by schedule, on the virtual clock. */
export function createEventBridgeService(platform: Platform): Service {
  const book = new RuleBook();
  const deliveries = new Deliveries(platform);
  const timers = new Map<string, Timer>();

  const deliver = (rule: Rule, event: BusEvent): void => {
    const targets = [...book.targets(rule.name).values()];
    platform.log.write('events.rule.matched', {
      rule: rule.name,
      eventId: event.id,
      detailType: event['detail-type'],
      targets: targets.map(({ id }) => id),
    });
    for (const target of targets) {
      void deliveries.deliver(rule, target, event);
    }
  };

  const route = (event: BusEvent): void => {
    const node = readJson(JSON.stringify(event));
    for (const rule of book.list()) {
      if (rule.state !== 'DISABLED' && rule.eventPattern?.compiled.matches(node) === true) {
        deliver(rule, event);
      }
    }
  };

  const unschedule = (name: string): void => {
    timers.get(name)?.cancel();
    timers.delete(name);
  };

  const schedule = (rule: Rule, startMs: number, afterMs: number): void => {
    unschedule(rule.name);
    const dueMs = rule.state === 'DISABLED' ? undefined : rule.schedule?.parsed.nextAfter(afterMs, startMs);
    if (dueMs === undefined) {
      return;
    }
    const run = (): void => {
      schedule(rule, startMs, Math.max(dueMs, platform.clock.now()));
      deliver(rule, scheduledEvent(platform, rule, dueMs));
    };
    timers.set(rule.name, platform.clock.at(dueMs, run));
  };

  const onPut = (rule: Rule): void => {
    const nowMs = platform.clock.now();
    schedule(rule, nowMs, nowMs);
  };

  platform.onEvent(route);
  return {
    name: 'events',
    operations: {
      ...ruleOperations({ platform, book, onPut, onDelete: unschedule }),
      ...targetOperations(platform, book),
      ...tagOperations(book),
      PutEvents(input: PutEventsRequest) {
        const { results, events } = readEntries(input, platform);
        for (const event of events) {
          route(event);
        }
        return { FailedEntryCount: results.length - events.length, Entries: results };
      },
      TestEventPattern({ EventPattern = '', Event = '' }: TestEventPatternRequest) {
        const pattern = readPattern(EventPattern);
        return { Result: pattern.matches(readEvent(Event)) };
      },
      DescribeEventBus({ Name }: DescribeEventBusRequest) {
        checkBus(Name, platform);
        return { Name: DEFAULT_BUS, Arn: defaultBusArn(platform) };
      },
      ListEventBuses({ NamePrefix = '' }: ListEventBusesRequest) {
        const buses = [{ Name: DEFAULT_BUS, Arn: defaultBusArn(platform) }];
        return { EventBuses: buses.filter(({ Name }) => Name.startsWith(NamePrefix)) };
      },
    },
    stop() {
      deliveries.stop();
      for (const name of [...timers.keys()]) {
        unschedule(name);
      }
    },
  };
}

function scheduledEvent(platform: Platform, rule: Rule, dueMs: number): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: platform.account,
    time: `${new Date(dueMs).toISOString().slice(0, 19)}Z`,
    region: platform.region,
    resources: [rule.arn],
    detail: {},
  };
}

/** The event of TestEventPattern; AWS wants the fields of its envelope to be there. */
function readEvent(text: string): JsonNode {
  let node: JsonNode;
  try {
    node = readJson(text);
  } catch (error) {
    throw error instanceof JsonTextError ? validation(`Parameter Event is not valid. Reason: ${error.message}`) : error;
  }
  if (node.kind !== 'object') {
    throw validation('Parameter Event is not valid. Reason: Event must be a JSON object');
  }
  const present = new Set(node.entries.map(([name]) => name));
  const missing = EVENT_FIELDS.filter((name) => !present.has(name));
  if (missing.length > 0) {
    throw validation(`Parameter Event is not valid. Reason: the mandatory field(s) ${missing.join(', ')} are missing`);
  }
  return node;
}

function tagOperations(book: RuleBook) {
  return {
    TagResource({ ResourceARN = '', Tags = [] }: TagResourceRequest) {
      const { name } = book.needByArn(ResourceARN);
      const tags = new Map([...book.tags(name), ...Tags.map(({ Key = '', Value = '' }) => [Key, Value] as const)]);
      if (tags.size > MAX_TAGS) {
        throw constraint('tags', tags.size, `Member must have length less than or equal to ${MAX_TAGS}`);
      }
      book.setTags(name, tags);
      return {};
    },
    UntagResource({ ResourceARN = '', TagKeys = [] }: UntagResourceRequest) {
      const { name } = book.needByArn(ResourceARN);
      const removed = new Set(TagKeys);
      book.setTags(name, new Map([...book.tags(name)].filter(([key]) => !removed.has(key))));
      return {};
    },
    ListTagsForResource({ ResourceARN = '' }: { readonly ResourceARN?: string }) {
      const { name } = book.needByArn(ResourceARN);
      return { Tags: [...book.tags(name)].map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}
