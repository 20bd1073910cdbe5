import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { NAME_PREFIX, RUN_TAG } from '../run-name.ts';
import type { CleanUpPlace } from './clean-up-place.ts';

/** CloudFormation starts a bucket's name with the stack's in lower case, and may cut that. */
const BUCKET_PREFIX = NAME_PREFIX.toLowerCase().slice(0, 18);
/** DeleteObjects takes no more. */
const MAX_OBJECTS = 1_000;

/** A version of an object. */
interface ObjectVersion {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

/** Finds the buckets of the runs in this region, by their tag, or by their name where that is not cut. */
export async function findBuckets({ aws: { s3 }, prefix }: CleanUpPlace): Promise<readonly string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const candidates = Buckets.map(({ Name = '' }) => Name).filter((name) => name.startsWith(BUCKET_PREFIX));
  const found: string[] = [];
  for (const bucket of candidates) {
    const run = await readRun(s3, bucket);
    const isNamed = run === 'no tag' && bucket.startsWith(prefix.toLowerCase());
    if (isNamed || run.startsWith(prefix)) found.push(bucket);
  }
  return found;
}

/** What stands in for the tag where it cannot be read, by the name of the error. */
const WITHOUT_TAG: Readonly<Record<string, string>> = {
  NoSuchTagSet: 'no tag',
  NoSuchBucket: 'gone',
  PermanentRedirect: 'in another region',
};

/** Reads the name of the run from the tags of a bucket. */
async function readRun(s3: S3Client, Bucket: string): Promise<string> {
  try {
    const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
    return TagSet.find(({ Key }) => Key === RUN_TAG)?.Value ?? 'no tag';
  } catch (error) {
    const known = WITHOUT_TAG[Error.isError(error) ? error.name : ''];
    if (known === undefined) throw error;
    return known;
  }
}

/** Empties and deletes a bucket. */
export async function deleteBucket({ aws: { s3 } }: CleanUpPlace, bucket: string): Promise<void> {
  await deleteObjects(s3, bucket, '');
  await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
}

/** Lists all versions and delete markers below a prefix. */
export async function listObjectVersions(s3: S3Client, Bucket: string, Prefix: string): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    const marker = { KeyMarker: page?.NextKeyMarker, VersionIdMarker: page?.NextVersionIdMarker };
    page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...marker }));
    const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    found.push(...versions.map(({ Key = '', VersionId }) => ({ Key, VersionId })));
  } while (page.IsTruncated === true);
  return found;
}

/** Deletes all versions below a prefix. */
export async function deleteObjects(s3: S3Client, Bucket: string, prefix: string): Promise<void> {
  const versions = await listObjectVersions(s3, Bucket, prefix);
  for (let from = 0; from < versions.length; from += MAX_OBJECTS) {
    const Objects = versions.slice(from, from + MAX_OBJECTS);
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [failed] = Errors;
    if (failed) throw new Error(`S3 did not delete ${failed.Key ?? ''}: ${failed.Code ?? 'no code'}`);
  }
}
