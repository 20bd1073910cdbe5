/** A resource of a template. */
interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly Metrics?: unknown };
  readonly DependsOn?: readonly string[];
}

/** A CloudFormation template, as the CDK writes it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** What MiniStack 1.5.33 cannot create, by name; `npm run check:template` lints these. */
const LACKING: Readonly<Record<string, (resource: Resource) => boolean>> = {
  'saved query': ({ Type }) => Type === 'AWS::Logs::QueryDefinition',
  'CDK metadata': ({ Type }) => Type === 'AWS::CDK::Metadata',
  'alarm with metric math': ({ Type, Properties }) =>
    Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined,
};

/** A template without what the emulator lacks, and a count of that by name. */
export interface EmulatedTemplate {
  readonly template: Template;
  readonly takenOut: Readonly<Record<string, number>>;
}

/** Takes out what the emulator lacks. A reference to it becomes the text of its logical id. */
export function takeOutLacking(template: Template): EmulatedTemplate {
  const getReason = (resource: Resource): string | undefined =>
    Object.keys(LACKING).find((name) => LACKING[name]!(resource));
  const entries = Object.entries(template.Resources);
  const removed = new Set(entries.filter(([, resource]) => getReason(resource) !== undefined).map(([id]) => id));
  const takenOut: Record<string, number> = {};
  for (const [, resource] of entries) {
    const reason = getReason(resource);
    if (reason !== undefined) takenOut[reason] = (takenOut[reason] ?? 0) + 1;
  }
  const Resources = Object.fromEntries(entries.filter(([id]) => !removed.has(id)));
  return { template: withoutReferences({ ...template, Resources }, removed) as Template, takenOut };
}

function withoutReferences(value: unknown, removed: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutReferences(item, removed));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { readonly Ref?: unknown; readonly 'Fn::GetAtt'?: unknown[] };
  const target = Ref ?? attribute?.[0];
  if (typeof target === 'string' && removed.has(target)) return target;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === 'DependsOn' ? (member as string[]).filter((id) => !removed.has(id)) : withoutReferences(member, removed),
    ]),
  );
}
