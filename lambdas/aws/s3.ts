// What the functions use of the S3 client. They import it at run time, and esbuild cannot leave anything out of a
// package that is imported at run time. Of this module's imports it keeps only these.
export { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
