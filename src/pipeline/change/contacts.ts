import { isArray, member, textAt, type Json } from '../../json/json.ts';

/** Returns the contacts of the element at an index. */
export type Contacts = (element: number) => readonly Json[];

/** Members that identify a person: first by user id, then by number. Since 2026, any of them may be missing. */
interface PersonMembers {
  readonly userId: readonly string[];
  readonly number: readonly string[];
}

const PEOPLE: readonly PersonMembers[] = [
  { userId: ['from_user_id', 'from_parent_user_id'], number: ['from'] },
  { userId: ['to_user_id', 'to_parent_user_id'], number: ['to'] },
  { userId: ['recipient_user_id', 'recipient_parent_user_id', 'parent_recipient_user_id'], number: ['recipient_id'] },
  {
    userId: ['recipient_participant_user_id', 'recipient_participant_parent_user_id'],
    number: ['recipient_participant_id', 'participant_recipient_id'],
  },
  { userId: ['user_id', 'parent_user_id'], number: ['wa_id'] },
];
/**
 * Members that contain further people: `user_id.current`, `message.to` of an echo in the standby channel, `contact`.
 */
const INNER = ['user_id', 'parent_user_id', 'message', 'contact'] as const;
const INNER_PEOPLE: readonly PersonMembers[] = [
  { userId: ['current'], number: [] },
  { userId: ['previous'], number: [] },
  { userId: ['to_user_id', 'recipient_user_id'], number: ['to'] },
  { userId: ['user_id'], number: ['phone_number', 'wa_id'] },
];
/** Lists of people in changes of a group. */
const INNER_LISTS = ['added_participants', 'removed_participants', 'failed_participants'] as const;
const PARTICIPANT: readonly PersonMembers[] = [{ userId: ['user_id', 'parent_user_id'], number: ['wa_id', 'input'] }];

/**
 * Assigns to each element only its own contacts. If several contacts have the same id, the first belongs to the
 * elements. Contacts of no element go to the first element, so that none is lost.
 */
export function contactsByElement(contacts: readonly Json[], elements: readonly Json[]): Contacts {
  const byUserId = firstPlaces(contacts, ['user_id', 'parent_user_id']);
  const byNumber = firstPlaces(contacts, ['wa_id']);
  const own = elements.map((element) => [
    ...new Set(
      peopleIn(element)
        .map((person) => findPlace(person, byUserId, byNumber))
        .filter((at) => at !== undefined),
    ),
  ]);
  const named = new Set(own.flat());
  const unnamed = [...contacts.keys()].filter((at) => !named.has(at));
  return (i) => {
    const places = i === 0 ? [...unnamed, ...(own[0] ?? [])] : (own[i] ?? []);
    return places.sort((a, b) => a - b).map((at) => contacts[at] ?? null);
  };
}

/** Ids of one person, in the order in which they are matched. */
interface Person {
  readonly userIds: readonly string[];
  readonly numbers: readonly string[];
}

function findPlace(
  { userIds, numbers }: Person,
  byUserId: ReadonlyMap<string, number>,
  byNumber: ReadonlyMap<string, number>,
): number | undefined {
  for (const id of userIds) if (byUserId.has(id)) return byUserId.get(id);
  for (const id of numbers) if (byNumber.has(id)) return byNumber.get(id);
  return undefined;
}

function firstPlaces(contacts: readonly Json[], names: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  contacts.forEach((contact, at) => {
    for (const id of idsIn(contact, names)) if (!places.has(id)) places.set(id, at);
  });
  return places;
}

function peopleIn(element: Json): Person[] {
  const people = peopleBy(element, PEOPLE);
  for (const name of INNER) people.push(...peopleBy(member(element, name), INNER_PEOPLE));
  for (const name of INNER_LISTS) {
    const list = member(element, name);
    if (isArray(list)) people.push(...list.flatMap((one) => peopleBy(one, PARTICIPANT)));
  }
  return people;
}

function peopleBy(value: Json | undefined, members: readonly PersonMembers[]): Person[] {
  if (typeof value !== 'object' || value === null) return [];
  return members
    .map(({ userId, number }) => ({ userIds: idsIn(value, userId), numbers: idsIn(value, number) }))
    .filter(({ userIds, numbers }) => userIds.length + numbers.length > 0);
}

/** Lists the ids of a person. An empty string identifies nobody. */
function idsIn(value: Json, names: readonly string[]): string[] {
  return names.map((name) => textAt(value, name)).filter((id) => id !== undefined && id !== '') as string[];
}
