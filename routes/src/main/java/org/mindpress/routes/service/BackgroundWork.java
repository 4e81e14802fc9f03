package org.mindpress.routes.service;

import org.mindpress.processors.release.CandidatePromotion;
import org.mindpress.routes.events.DataListener;
import org.mindpress.routes.events.DataWatch;
import org.mindpress.routes.webhook.Webhooks;

/**
 * What a service does by itself, beside the runs and the requests.
 *
 * @param pickUp of what other processes left
 * @param watch of data sets
 * @param notifications of the bucket
 * @param candidates of runs that a process ended just before it died itself
 * @param retention every day
 * @param webhooks that tell others
 */
record BackgroundWork(
        PickUp pickUp,
        DataWatch watch,
        DataListener notifications,
        CandidatePromotion candidates,
        DailyRetention retention,
        Webhooks webhooks)
        implements AutoCloseable {
    /**
     * Begins.
     *
     * @param lasting false for the service of one command, which looks after its own run alone
     */
    void start(boolean lasting) {
        pickUp.start();
        if (lasting) {
            watch.start();
            notifications.start();
            Thread promotion = new Thread(candidates::catchUpAll, "candidates");
            promotion.setDaemon(true);
            promotion.start();
            retention.start();
            webhooks.start();
        }
    }

    @Override
    public void close() {
        retention.close();
        webhooks.close();
        pickUp.close();
        notifications.close();
        watch.close();
    }
}
