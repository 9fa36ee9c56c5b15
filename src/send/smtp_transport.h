/* The sender that speaks to an SMTP server: one connection for many mails, one recipient each. */
#pragma once
#include "smtp_session.h"
#include "transport.h"

typedef struct {
    SmtpServer server; /* its paths are copied, its other texts live as long as the transport */
    guint mails_a_connection; /* then a new one; 0 as many as there are */
} SmtpTransportSettings;

/* Connects with the first mail. */
Transport *smtp_transport_new(const SmtpTransportSettings *settings);
