import { isArray, member, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { requireText, textsAt } from '../client/response-reader.ts';
import { isMetaId } from '../../text/meta-id.ts';

/** What somebody sent with a lead form: all of it personal. */
export interface Lead {
  readonly id: string;
  /** As Meta writes it: `2026-01-01T00:00:00+0000`. */
  readonly createdTime?: string | undefined;
  readonly formId?: string | undefined;
  /** Absent where the lead came from no ad, or the token may not know. */
  readonly adId?: string | undefined;
  /** In the form's order. */
  readonly answers: readonly LeadAnswer[];
}

/** A question of the form, by its key, e.g. `email`, and what was answered: several where several could be chosen. */
export interface LeadAnswer {
  readonly name: string;
  readonly values: readonly string[];
}

const FIELDS = ['id', 'created_time', 'form_id', 'ad_id', 'field_data'];

/**
 * Reads a lead, which Meta keeps for 90 days.
 * @param page - with the token of the form's Page, or of a person who may see its leads; `leads_retrieval`
 * @throws GraphError OBJECT_UNKNOWN when it is gone, or the token may not see it | …
 * @see https://developers.facebook.com/documentation/ads-commerce/marketing-api/guides/lead-ads/retrieving
 */
export async function readLead(page: GraphClient, leadId: string): Promise<Lead> {
  if (!isMetaId(leadId)) throw requestMalformed('the id of a lead has digits only');
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
