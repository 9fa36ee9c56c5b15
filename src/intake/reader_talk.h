/* work's end of the pipe to one reader: questions out, answers in. */
#pragma once
#include "reader_private.h"

typedef enum {
    READER_HEARD,
    READER_ENDED,  /* hung up without a whole answer */
    READER_LATE,
    READER_ABSURD, /* what came is no answer */
} ReaderOutcome;

typedef struct {
    ReaderHead head;
    char bytes[READER_CHUNK];
} ReaderPacket;

typedef struct {
    int channel; /* -1: to none */
    ReaderPacket packet;
} ReaderTalk;

void reader_talk_end(ReaderTalk *talk); /* hangs up; without a channel nothing happens */
/* FALSE with errno when the pipe has no room or nobody is at the other end. */
gboolean reader_talk_ask(ReaderTalk *talk, const ReaderQuestion *question, int fd);
/* Waits for the first packet of a new reader. */
ReaderOutcome reader_talk_ready(ReaderTalk *talk, guint seconds);
/* Waits for the answer to question `sequence`. *record_out only with READER_HEARD. */
ReaderOutcome reader_talk_answer(ReaderTalk *talk, guint64 sequence, guint seconds, MailRecord **record_out);
