-- CreateTable
CREATE TABLE "request_signature" (
    "batch_number" INTEGER NOT NULL,
    "block" INTEGER NOT NULL,
    "bits" BIT(8192) NOT NULL,

    CONSTRAINT "request_signature_pkey" PRIMARY KEY ("batch_number","block")
);
