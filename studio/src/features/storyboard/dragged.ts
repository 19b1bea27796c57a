/** What an upload is dragged as, from the picker to the line of time: what is known of it as JSON. */
export const DRAGGED_UPLOAD = "application/x-yozora-upload";
