import { reviewHandler } from './review-handler';

export const handler = reviewHandler('review-settle');
