/* Signing in with an account of the desk's own, and out. */
#pragma once
#include "desk_door.h"
#include "desk_waits.h"

typedef struct {
    guint status;      /* 0: signed in, and `visit` knows whom */
    guint wait;        /* seconds, of 429 */
    const char *fault; /* in words; NULL: none */
} DeskSignIn;

/* With what was posted. */
DeskSignIn desk_sign_in(DeskDoor *door, DeskWaits *waits, DeskVisit *visit);
/* Where to go then: `wanted` if it is a path of ours, else the queue. Newly allocated. */
char *desk_sign_in_goal(const char *wanted);
