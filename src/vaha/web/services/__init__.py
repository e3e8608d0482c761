"""What the studio does between requests: the queue, mirrors, morphs and figures."""
