/* Named limits on hostile input (threats.md, 'Limits'). Every one of them leads to 'held', never to loss. */
#pragma once

#define MAIL_LIMIT_READ_BYTES (60u << 20)   /* larger messages are archived whole and held 'too large to read' */
#define MAIL_LIMIT_HEADER_BYTES (256u << 10)
#define MAIL_LIMIT_HEADER_LINES 2000u
#define MAIL_LIMIT_HEADER_LINE (64u << 10)
#define MAIL_LIMIT_DEPTH 50u
#define MAIL_LIMIT_PARTS 500u
#define MAIL_LIMIT_ADDRESSES 500u
#define MAIL_LIMIT_GROUP_DEPTH 1u           /* GMime recurses without bound on "g:g:g:" */
#define MAIL_LIMIT_PARAMETER_PIECES 100u    /* RFC 2231 continuations */
#define MAIL_LIMIT_BOUNDARY 200u
#define MAIL_LIMIT_TEXT_BYTES (5u << 20)    /* decoded text kept */
#define MAIL_LIMIT_FIELD_BYTES (64u << 10)  /* one field's value; more is cut and said */
#define MAIL_LIMIT_FIELDS 2000u
#define MAIL_LIMIT_ATTACHED_WORDS ((gsize)128 << 10) /* of the text of files that is kept beside its fields */
#define MAIL_LIMIT_ATTACHMENTS 100u
#define MAIL_LIMIT_REFERENCES 100u
#define MAIL_LIMIT_FORWARDED 50u
#define MAIL_LIMIT_AUTH_RESULTS 20u         /* Authentication-Results fields; the topmost are kept */
#define MAIL_LIMIT_TRACE 100u               /* Received and ARC fields, the same */
