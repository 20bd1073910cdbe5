import { isArray, member, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { requireText, textsAt } from '../client/response-reader.ts';
import { isMetaId } from '../../text/meta-id.ts';

/** The submission of a lead form. All of it is personal data. */
export interface Lead {
  readonly id: string;
  /** Time in Meta's format: `2026-01-01T00:00:00+0000`. */
  readonly createdTime?: string | undefined;
  readonly formId?: string | undefined;
  /** Id of the ad. Absent if the lead came from no ad, or if the token has no access to it. */
  readonly adId?: string | undefined;
  /** Answers in the order of the form. */
  readonly answers: readonly LeadAnswer[];
}

/**
 * Answer to one question. The question has a key, for example `email`; the answer has several values if several were
 * allowed.
 */
export interface LeadAnswer {
  readonly name: string;
  readonly values: readonly string[];
}

const FIELDS = ['id', 'created_time', 'form_id', 'ad_id', 'field_data'];

/**
 * Reads a lead, which Meta keeps for 90 days.
 * @param page - with `leads_retrieval` and the token of the form's Page, or of a user with access to its leads
 * @throws GraphError OBJECT_UNKNOWN if the lead was deleted or the token has no access to it | …
 * @see https://developers.facebook.com/documentation/ads-commerce/marketing-api/guides/lead-ads/retrieving
 */
export async function readLead(page: GraphClient, leadId: string): Promise<Lead> {
  if (!isMetaId(leadId)) throw requestMalformed('The id of the lead is not valid. Use an id of digits.');
  const answer = await page.send({ path: [leadId], parameters: { fields: FIELDS } });
  const answers = member(answer, 'field_data');
  return {
    id: requireText(answer, 'id'),
    createdTime: textAt(answer, 'created_time'),
    formId: textAt(answer, 'form_id'),
    adId: textAt(answer, 'ad_id'),
    answers: (isArray(answers) ? answers : []).map(toAnswer),
  };
}

function toAnswer(json: Json): LeadAnswer {
  return { name: requireText(json, 'name'), values: textsAt(json, 'values') };
}
